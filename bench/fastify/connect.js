// `connect.js ADDRESS DATABASE BYTES`: the connect operation in Node.js: fastify, pg with a pool, and one statement. Its answer
// is filled up to that many bytes.

import { readFile } from "node:fs/promises";
import fastify from "fastify";
import pg from "pg";

const [address, database, bytes] = process.argv.slice(2);
const [host, port] = address.split(":");
const sql = await readFile(new URL("../connect.sql", import.meta.url), "utf8");
const pool = new pg.Pool({ connectionString: database, max: 16 });
const app = fastify();

app.put("/user-identities/infrastructure/:id/connect", async (request, reply) => {
    if (!request.headers.authorization) return reply.code(401).send();
    const values = [request.params.id, request.body.userId];
    const { rows } = await pool.query({ name: "connect", text: sql, values });
    if (rows.length === 0) return reply.code(404).send();
    return reply.type("application/json").send(filled(rows[0].answer));
});

function filled(answer) {
    const missing = Number(bytes) - Buffer.byteLength(answer) - ',"filling":""'.length;
    return missing > 0 ? `${answer.slice(0, -1)},"filling":"${"x".repeat(missing)}"}` : answer;
}

await app.listen({ host, port: Number(port) });
