/** When the help desk is there, word for word as the shop's pages have it for search engines. */
export const openingHours = [
  { dayOfWeek: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], opens: '08:00', closes: '22:00' },
  { dayOfWeek: 'Saturday', opens: '10:00', closes: '18:00' },
  { dayOfWeek: 'Sunday', opens: '12:00', closes: '17:00' },
  { dayOfWeek: 'PublicHolidays', opens: '12:00', closes: '17:00' },
  // the night of Black Friday
  { validFrom: '2026-11-27', validThrough: '2026-11-27', opens: '08:00', closes: '03:00' },
]
