import type { CallSummary } from '../src/view.ts'

/** What calls are wanted; an empty text wants all. */
export interface Filter {
  readonly line: string
  readonly response: string
  /** An entry of which a tap did not end well */
  readonly trouble: string
  /** In the line, the caller, the reason or a plugin */
  readonly search: string
}

export function filterOf(query: URLSearchParams): Filter {
  const of = (key: keyof Filter) => query.get(key) ?? ''
  return { line: of('line'), response: of('response'), trouble: of('trouble'), search: of('search') }
}

export function isWanted(call: CallSummary, { line, response, trouble, search }: Filter): boolean {
  const troubled = troubledEntries(call)
  return (
    (line === '' || call.line === line) &&
    (response === '' || call.kind === response) &&
    (trouble === '' || (trouble === 'any' ? troubled.length > 0 : troubled.includes(trouble))) &&
    (search === '' || textOf(call).includes(search.toLowerCase()))
  )
}

interface FilterBarProps {
  readonly filter: Filter
  readonly calls: readonly CallSummary[]
  onChange(filter: Filter): void
}

export function FilterBar({ filter, calls, onChange }: FilterBarProps) {
  const set = (key: keyof Filter) => (event: Event) => {
    onChange({ ...filter, [key]: (event.currentTarget as HTMLInputElement | HTMLSelectElement).value })
  }
  const choices = (values: readonly (string | undefined)[], chosen: string) =>
    [...new Set([...values, chosen])].filter((value) => value !== undefined && value !== '').sort()
  return (
    <search class="filter">
      <input
        id="search"
        type="search"
        placeholder="Search"
        aria-label="Search calls"
        value={filter.search}
        onInput={set('search')}
      />
      <Choice
        name="Line"
        value={filter.line}
        values={choices(
          calls.map(({ line }) => line),
          filter.line,
        )}
        onChange={set('line')}
      />
      <Choice
        name="Response"
        value={filter.response}
        values={choices(
          calls.map(({ kind }) => kind),
          filter.response,
        )}
        onChange={set('response')}
      />
      <Choice
        name="Trouble"
        value={filter.trouble}
        values={['any', ...choices(calls.flatMap(troubledEntries), filter.trouble === 'any' ? '' : filter.trouble)]}
        onChange={set('trouble')}
      />
    </search>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly values: readonly (string | undefined)[]
  onChange(event: Event): void
}

function Choice({ name, value, values, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      {name}
      <select value={value} onChange={onChange}>
        <option value="">all</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  )
}

function troubledEntries({ plugins }: CallSummary): string[] {
  const well = ['used', 'unchanged', 'rejected']
  return plugins.filter(({ outcome }) => !well.includes(outcome)).map(({ entry }) => entry)
}

function textOf({ line, caller, kind, reason, event, plugins }: CallSummary): string {
  return [line, caller, kind, reason, event, ...plugins.map(({ entry }) => entry)].join(' ').toLowerCase()
}
