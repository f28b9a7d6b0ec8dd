"""What needs a loop of its own: Playwright may have left one running in the thread of a test."""

from concurrent.futures import ThreadPoolExecutor


def apart(run, *arguments):
    """What a function returns in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run, *arguments).result()
