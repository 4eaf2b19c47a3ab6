"""How good what is generated is: pure metrics, a judge trained on renders, the tables."""
