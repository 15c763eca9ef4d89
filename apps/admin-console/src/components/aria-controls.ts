export { AriaChoice } from './aria-choice.tsx';
export { AriaDialog } from './aria-dialog.tsx';
