"""Reading and writing, one module an aggregate: functions over an open transaction, none of which commits."""
