// People to begin with, so that nobody has to think up names. They are invented.

export const LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru', 'zh', 'pt', 'sw'];

const PEOPLE = [
  ['Amina Diallo', 'fr', 'Africa/Dakar'],
  ['Grace Wanjiru', 'en', 'Africa/Nairobi'],
  ['Tomás Herrera', 'es', 'America/Bogota'],
  ['ليلى حداد', 'ar', 'Asia/Beirut'],
  ['Samuel Okoro', 'en', 'Africa/Lagos'],
  ['Marie Lambert', 'fr', 'Europe/Brussels'],
  ['林晓雯', 'zh', 'Asia/Shanghai'],
  ['Daria Sokolova', 'ru', 'Asia/Almaty'],
  ['Elena Petrescu', 'en', 'Europe/Bucharest'],
  ['Rosa Quispe', 'es', 'America/Lima'],
  ['عمر منصور', 'ar', 'Africa/Cairo'],
  ['Priya Raman', 'en', 'Asia/Kolkata'],
  ['Kofi Mensah', 'en', 'Africa/Accra'],
  ['Chloé Moreau', 'fr', 'Europe/Paris'],
  ['Lucía Campos', 'es', 'Europe/Madrid'],
  ['Henrik Lund', 'en', 'Europe/Oslo'],
];

/** Somebody whose name is not in `taken`, speaking `language` if it is given and there is one. */
export function somebody(taken, language = null) {
  const free = PEOPLE.filter(([name]) => !taken.has(name));
  const [name, tongue, zone] = free.find(([, spoken]) => !language || spoken === language)
    ?? free[0] ?? [`Person ${taken.size + 1}`, 'en', 'Europe/Zurich'];
  return { name, language: language ?? tongue, zone };
}
