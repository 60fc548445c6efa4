"""What makes a keystroke cheap: findings behind the model, worked out for the part of a mesh that an edit concerns.

A finding is about an owner (a service, gateway, external or client) and its neighbours. So when few owners changed, the
same rules run on those with their neighbours, once as they were and once as they are, and the difference is applied to
what was found before. What looks at the mesh as a whole runs on the mesh as a whole, or says by which of an owner's
facets it could be concerned. Wherever the difference might not be all, everything is worked out anew.
"""
