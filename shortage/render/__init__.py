"""Floor 8, render: draws a FigureSpec on screen (Plotly), on paper (Matplotlib) and in office files."""
