"""Owns the package of the journal's nouns and rules: acts, lines, chains, trees and receipts."""
