"""Awards, recipients and certificates of a meeting, with what is shown of them."""
