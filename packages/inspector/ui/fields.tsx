import { useState } from 'preact/hooks'
import type { Field } from '../src/view.ts'
import { counted, readable } from './format.ts'
import { Entry } from './marks.tsx'
import { Value } from './value.tsx'

/** Fields that are shown at first. */
const shortLength = 14

/** Each field with its value and its owner; those deep inside a block come last, and on demand. */
export function FieldTable({
  name,
  fields,
  order,
}: {
  readonly name: string
  readonly fields: readonly Field[]
  readonly order: readonly string[]
}) {
  const [isWhole, setWhole] = useState(false)
  const sorted = fields.toSorted((one, other) => depthOf(one) - depthOf(other))
  const shown = isWhole || fields.length <= shortLength + 2 ? sorted : sorted.slice(0, shortLength)
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
          {shown.map(({ path, value, owner, overrode }) => (
            <tr key={path}>
              <th scope="row">
                <Path path={path} />
              </th>
              <td>
                <Value value={readable(path, value)} />
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
      {shown.length === fields.length ? null : (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          {counted(fields.length - shown.length, 'more field')}
        </button>
      )}
    </section>
  )
}

function depthOf({ path }: Field): number {
  return path.split(/[.[]/).length
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
