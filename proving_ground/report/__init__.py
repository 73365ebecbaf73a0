"""What people look at: the HTML page, JUnit XML, and the summary."""
