"""Awards, their grades and recipients; certificates and appointment letters, numbered and verifiable.

Award 奖项 · Grade 等次 · Recipient 获奖者 · Certificate 证书 · AppointmentLetter 聘书 · CertificateNumber 证书编号
"""
