"""Whether measuring is fair: how severe inspectors are, how they go about it, and how alike they judge the same thing."""
