"""Owns what is said of attribute flows for review: what data are, how risky a release is, what a contract is worth."""
