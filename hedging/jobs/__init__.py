"""Files of documents and a detector → one output file, in any number of processes, resumable.

Other rooms use `job.Job`, `job.inputs`, `run.run`, `records`, `files`, `search`, `reading`
and `workers.default_workers`.
"""
