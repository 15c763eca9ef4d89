/** The page's only style: system fonts, dark on light, wide tables that scroll by themselves. */
export const PAGE_STYLE = `
  :root { color-scheme: light; font: 16px/1.45 system-ui, sans-serif; color: #1b1f24; background: #fff; }
  body { margin: 0 auto; padding: 1rem 1.5rem 4rem; max-width: 76rem; }
  header p { color: #454c54; }
  nav a { margin-right: 1rem; }
  a { color: #0b4f9e; }
  section { margin-top: 2.5rem; }
  h2 { border-bottom: 2px solid #1b1f24; padding-bottom: .2rem; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; min-width: 60rem; font-size: .9rem; }
  caption { text-align: left; color: #454c54; padding-bottom: .4rem; }
  th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #c4cad1; }
  th { background: #eef1f4; }
  .amount { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .line { white-space: nowrap; }
  .twice { background: #8f1420; color: #fff; font-weight: 700; }
  .ok { color: #14532d; font-weight: 600; }
  .bad { color: #8f1420; font-weight: 700; }
  code { font-size: .85em; overflow-wrap: anywhere; }
  form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: .8rem 0; }
  td form { margin: 0; }
  label { display: grid; grid-template-columns: minmax(0, auto); gap: .2rem; font-size: .9rem; max-width: 100%; }
  select { max-width: 100%; }
  input, select, button { font: inherit; padding: .3rem .6rem; border: 1px solid #5b646e; border-radius: .3rem; background: #fff; color: inherit; }
  button { background: #0b4f9e; border-color: #0b4f9e; color: #fff; cursor: pointer; }
  button.danger { background: #8f1420; border-color: #8f1420; }
  :focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
`;
