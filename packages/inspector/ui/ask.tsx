import { useState } from 'preact/hooks'
import type { Answer, HostView, Question, RequestView } from '../src/view.ts'
import type { ViewProps } from './app.tsx'
import { CallParts } from './call.tsx'
import { Commands } from './request.tsx'
import { request, useServer } from './server.ts'
import { presetsAt } from './when.ts'

/** Asks what a caller would get, and shows the answer beside the question. */
export function AskView({ route }: ViewProps) {
  const host = useServer<HostView>('host').value
  const replayed = route.query.get('call')
  const recorded = useServer<RequestView>(
    replayed === null ? undefined : `calls/${encodeURIComponent(replayed)}/request`,
  )
  const [answer, setAnswer] = useState<Answer>()
  const [problem, setProblem] = useState<string>()
  const ask = (question: Question) => {
    request<Answer>('ask', 'POST', question).then(
      (answered) => {
        setAnswer(answered)
        setProblem(undefined)
      },
      (error: Error) => setProblem(error.message),
    )
  }
  if (host === undefined || (replayed !== null && recorded.value === undefined && recorded.error === undefined)) {
    return <p class="empty">Loading…</p>
  }
  return (
    <div class="ask">
      {answer === undefined ? <h1 class="hidden">Ask</h1> : null}
      <QuestionForm
        key={replayed}
        host={host}
        body={recorded.value?.body}
        at={route.query.get('at') ?? ''}
        line={route.query.get('line') ?? ''}
        onAsk={ask}
      />
      <div class="answer" aria-live="polite">
        {problem === undefined ? null : <p class="problem">{problem}</p>}
        {answer === undefined ? (
          <p class="empty">
            The call is tried on the running host, with its plugins and what they know. Nobody observes it, it is not
            counted, recorded or passed on.
          </p>
        ) : (
          <>
            <CallParts call={answer.call} order={host.plugins.map(({ entry }) => entry)} />
            <section>
              <h2>Take it along</h2>
              <Commands request={answer.request} />
            </section>
          </>
        )}
      </div>
    </div>
  )
}

interface QuestionFormProps {
  readonly host: HostView
  /** Of a call to be replayed */
  readonly body: string | undefined
  /** When it rings, at first */
  readonly at: string
  /** Whose first number is dialed, at first */
  readonly line: string
  onAsk(question: Question): void
}

function QuestionForm({ host, body, at: givenAt, line: lineName, onAsk }: QuestionFormProps) {
  const [at, setAt] = useState(givenAt)
  const line = host.lines.find(({ name }) => name === lineName) ?? host.lines[0]
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onAsk(questionOf(new FormData(event.currentTarget as HTMLFormElement), at))
  }
  return (
    <form class="question" onSubmit={submit}>
      <h2>{body === undefined ? 'A call' : 'Replay'}</h2>
      {body === undefined ? (
        <Numbers host={host} dialedNumber={line?.numbers[0]?.replace('*', '000')} />
      ) : (
        <Body body={body} />
      )}
      <label>
        When <span class="remark">by the clock of the line, as {line?.timeZone}; now where empty</span>
        <input type="datetime-local" name="at" value={at} onInput={({ currentTarget }) => setAt(currentTarget.value)} />
      </label>
      <fieldset class="presets">
        <legend class="hidden">Times</legend>
        {presetsAt(new Date()).map(({ name, at }) => (
          <button key={name} type="button" class="quiet" onClick={() => setAt(at)}>
            {name}
          </button>
        ))}
      </fieldset>
      <button type="submit">Ask</button>
    </form>
  )
}

function Numbers({ host, dialedNumber = '' }: { readonly host: HostView; readonly dialedNumber: string | undefined }) {
  const [isWithheld, setWithheld] = useState(false)
  return (
    <>
      <label>
        Caller
        <input name="from" type="tel" placeholder="+31612345678" required={!isWithheld} disabled={isWithheld} />
      </label>
      <label class="check">
        <input
          type="checkbox"
          name="withheld"
          checked={isWithheld}
          onInput={({ currentTarget }) => setWithheld(currentTarget.checked)}
        />
        withholds the number
      </label>
      <label>
        Dialed number
        <input name="to" type="tel" list="lines" placeholder="+31201234567" defaultValue={dialedNumber} required />
      </label>
      <datalist id="lines">
        {host.lines.flatMap(({ name, numbers }) =>
          numbers.map((number) => (
            <option key={number} value={number.replace('*', '')}>
              {name}
            </option>
          )),
        )}
      </datalist>
      <label>
        Dialect
        <select name="dialect">
          <option>snake</option>
          <option>camel</option>
          <option>legacy</option>
        </select>
      </label>
    </>
  )
}

function Body({ body }: { readonly body: string }) {
  return (
    <label>
      The webhook <span class="remark">edit it as you like; it needs no signature</span>
      <textarea name="body" rows={18} spellcheck={false} defaultValue={readable(body)} />
    </label>
  )
}

function questionOf(form: FormData, at: string): Question {
  const text = (name: string) => String(form.get(name) ?? '')
  const when = at === '' ? {} : { at }
  if (form.has('body')) return { ...when, body: text('body') }
  const from = form.has('withheld') ? 'withheld' : text('from')
  return { ...when, from, to: text('to'), dialect: text('dialect') as 'snake' }
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}
