/** Asks again and again until the answer is neither undefined nor false; gives up after `seconds`. */
export async function until(what, ask, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) return answer;
      last = undefined;
    } catch (thrown) {
      last = thrown;
    }
    await new Promise((go) => setTimeout(go, 50));
  } while (Date.now() < deadline);
  const why = last ? `: ${last.message}` : '';
  throw new Error(`within ${seconds} s it did not come true that ${what}${why}`, { cause: last });
}
