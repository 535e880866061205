/**
 * Asks our server, and knows its answers from those of whatever is on the way: a portal that wants a
 * login, a page of maintenance, a gateway that is busy. Ours are signed by a header.
 */
const SIGN = "Survey-Answer";
const PATIENCE = 20_000; // milliseconds; then a request that hangs is given up

/** `sign` is empty where the answer is not ours, and `status` is 0 where there is none at all. */
export async function ask(address, { signal, ...options }) {
  const own = new AbortController();
  const end = () => own.abort();
  const timer = setTimeout(end, PATIENCE);
  signal?.addEventListener("abort", end, { signal: own.signal });
  try {
    const headers = { "HX-Request": "true" };
    const response = await fetch(address, { ...options, headers, signal: own.signal });
    const sign = response.headers.get(SIGN) ?? "";
    return { sign, status: response.status, response, text: await response.text() };
  } catch {
    return { sign: "", status: 0 };
  } finally {
    clearTimeout(timer);
  }
}
