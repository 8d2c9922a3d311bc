export const nothing = 'no plugin'
