import { useState } from 'preact/hooks'

type Theme = 'system' | 'light' | 'dark'

const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Sets what was chosen before, so that the page does not flash. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = chosenTheme()
}

/** Goes from the system's theme to light to dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(chosenTheme)
  const toggle = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    localStorage.setItem('theme', next)
    applyTheme()
    setTheme(next)
  }
  return (
    <button type="button" class="quiet" onClick={toggle} aria-label={`Theme: ${theme}`} title={`Theme: ${theme}`}>
      {{ system: '◐', light: '○', dark: '●' }[theme]}
    </button>
  )
}

function chosenTheme(): Theme {
  return themes.find((theme) => theme === localStorage.getItem('theme')) ?? 'system'
}
