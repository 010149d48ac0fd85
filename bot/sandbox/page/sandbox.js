// What the page asks of the sandbox.

/** Ask a question; gives the answer's JSON, or null where there is none. */
export async function ask(path, options) {
  const response = await fetch(`/sandbox/${path}`, options);
  if (!response.ok) throw new Error((await response.json()).description);
  return response.status === 204 ? null : response.json();
}

/** Tell the sandbox something. */
export function send(path, facts) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts) });
}
