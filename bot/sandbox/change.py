"""Who waits for something to happen in the sandbox is woken here."""

import asyncio


class Change:
    """A bell that rings at every change; `count` numbers the changes."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> int:
        """Wake everybody who waits; gives the number of this change."""
        self.count += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)
        return self.count

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for the next change; False where none came in that many seconds."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
