"""Mystery shopping: campaigns, shoppers, visits with their secret links, reports and their review, what a site is told and when."""
