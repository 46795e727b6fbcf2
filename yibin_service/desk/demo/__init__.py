"""The demo months: invented cases that live through the product's own services, each act at its hour.

`lives` are generators: they yield the instant of the next act and go on when the stage has come to it. The stage plays them
all in the order of time, so the ledger, the numbers and the sealed months come out as they would have.
"""
