"""Reports: a plain model of headings, words, tables and pictures, set as DOCX and PDF after the manner of Decree 30."""
