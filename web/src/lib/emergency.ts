import { api, type StopReport, type StopWish } from '../api';
import { newKey } from './http';
import { store } from './store.svelte';

const answerMost = 2_000; // ms: HTTP may still answer after it

/** Over the stream. Errors: when there is no line, or it does not answer. */
function overStream(wish: StopWish): Promise<StopReport> {
  return new Promise((done, fail) => {
    const end = (report: StopReport | null) => {
      forget();
      clearTimeout(timer);
      if (report) done(report);
      else fail(new Error('no answer'));
    };
    const forget = store.on('stop_report', ({ key, data }) => key === wish.key && end(data));
    const timer = setTimeout(() => end(null), answerMost);
    if (!store.askForStop(wish)) end(null);
  });
}

/**
 * Stops everything, by both ways at once under one key: the server takes them for one, and the first answer counts.
 * Errors: ApiError, what HTTP was told, when neither way was answered.
 */
export function emergencyStop(reason: string, flatten: boolean): Promise<StopReport> {
  const wish = { key: newKey(), reason, flatten };
  const overHttp = api.emergencyStop(wish);
  return Promise.any([overHttp, overStream(wish)]).catch(() => overHttp);
}
