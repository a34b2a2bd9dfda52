"""What makes the other rooms cheap to import: expressions and row classes."""
