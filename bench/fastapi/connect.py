"""`connect.py ADDRESS DATABASE BYTES`: the connect operation in Python: FastAPI on uvicorn, asyncpg with a pool, and one
statement. Its answer is filled up to that many bytes."""

import contextlib
import pathlib
import sys

import asyncpg
import fastapi
import pydantic
import uvicorn

address, database, size = sys.argv[1:]
sql = (pathlib.Path(__file__).parent.parent / "connect.sql").read_text()


class Wanted(pydantic.BaseModel):
    userId: int


@contextlib.asynccontextmanager
async def connected(app: fastapi.FastAPI):
    async with asyncpg.create_pool(database, min_size=16, max_size=16) as app.state.pool:
        yield


app = fastapi.FastAPI(lifespan=connected)


@app.put("/user-identities/infrastructure/{account}/connect")
async def connect(account: int, wanted: Wanted, request: fastapi.Request) -> fastapi.Response:
    if "authorization" not in request.headers:
        return fastapi.Response(status_code=401)
    answer = await app.state.pool.fetchval(sql, account, wanted.userId)
    if answer is None:
        return fastapi.Response(status_code=404)
    return fastapi.Response(filled(answer), media_type="application/json")


def filled(answer: str) -> str:
    missing = int(size) - len(answer.encode()) - len(',"filling":""')
    return f'{answer[:-1]},"filling":"{"x" * missing}"}}' if missing > 0 else answer


host, port = address.split(":")
uvicorn.run(app, host=host, port=int(port), log_level="error", access_log=False, loop="uvloop", http="httptools")
