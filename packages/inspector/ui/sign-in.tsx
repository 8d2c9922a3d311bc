import { useState } from 'preact/hooks'
import { request } from './server.ts'

/** Asks for the token. It is sent once; a cookie that scripts cannot read takes its place. */
export function SignIn() {
  const [problem, setProblem] = useState<string>()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const token = new FormData(event.currentTarget as HTMLFormElement).get('token')
    request('session', 'POST', { token }).then(
      () => dispatchEvent(new Event('signed-in')),
      (error: Error) => setProblem(error.message),
    )
  }
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>preanswer</h1>
        <p>
          The token is <code>inspector.token</code> of the config. <code>preanswer dev</code> prints an address that has
          it.
        </p>
        <label>
          Token
          <input name="token" type="password" required autocomplete="current-password" aria-describedby="problem" />
        </label>
        <button type="submit">Sign in</button>
        <p id="problem" class="problem" role="alert">
          {problem}
        </p>
      </form>
    </main>
  )
}
