"""Where two texts differ, and the two side by side; in bounded time, and without Django."""
