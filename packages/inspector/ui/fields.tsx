import type { Field } from '../src/view.ts'
import { Entry } from './marks.tsx'
import { Value } from './value.tsx'

/** Each field with its value and its owner. */
export function FieldTable({
  name,
  fields,
  order,
}: {
  readonly name: string
  readonly fields: readonly Field[]
  readonly order: readonly string[]
}) {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
            <th scope="col">Set by</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ path, value, owner, overrode }) => (
            <tr key={path}>
              <th scope="row">
                <Path path={path} />
              </th>
              <td>
                <Value value={value} />
              </td>
              <td class="owner">
                <Entry name={owner} order={order} />
                {overrode.map((entry) => (
                  <s key={entry} title={`${entry} had set it, too`}>
                    {entry}
                  </s>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A path that may break where it has a dot. */
export function Path({ path }: { readonly path: string }) {
  return (
    <code class="path">
      {path.split(/(?<=\.)/).map((part, index) => (
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </code>
  )
}
