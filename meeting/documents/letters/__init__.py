"""Letters and notices that flow over pages, as GB/T 9704—2012 sets official documents (公文): as PDF and as DOCX.

``parts`` says what a letter is made of. ``pages`` draws it, ``word`` writes it for WPS and Word. Section numbers in the
comments are the standard's.
"""
