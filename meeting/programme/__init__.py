"""What happens when and where: sessions with their agenda, sub-forums, speakers.

Session 场次 · SubForum 分论坛 (a Session of that kind) · AgendaItem 议程 · Speaker 报告人、发言人
"""
