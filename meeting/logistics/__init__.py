"""What lies ready at the places: table cards, seat cards, meal tickets.

Meal 餐次 · CardLine: a card of somebody whom no other list has (桌签、座位签)
"""
