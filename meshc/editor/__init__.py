"""The questions that an editor asks of a mesh, answered in offsets and plain values: nothing here knows a protocol."""
