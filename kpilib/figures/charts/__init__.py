"""The larger charts, drawn by matplotlib and seaborn; both are imported only when one is drawn."""
