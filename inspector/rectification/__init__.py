"""From a finding to a verified repair."""
