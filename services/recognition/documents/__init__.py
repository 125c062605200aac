"""What recognition prints: what stands on each kind of paper, its layout, and how it becomes PDF and DOCX."""
