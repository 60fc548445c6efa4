"""What can be done about a finding beside its fix: letting it pass, or accepting what a target loses."""
