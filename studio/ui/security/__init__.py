"""Who may open the page, and what its server refuses."""
