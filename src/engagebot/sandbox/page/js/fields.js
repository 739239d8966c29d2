// What can be filled in in a Slack modal.

import { make } from './dom.js';

const GROUPED = new Set(['radio_buttons', 'checkboxes']);
const SEVERAL = new Set(['checkboxes', 'multi_static_select']);
const INPUT_TYPES = {
  number_input: 'number', email_text_input: 'email', url_text_input: 'url', datepicker: 'date', timepicker: 'time',
};

/** A field as an element, and `read()`, which gives its text, its option's value, or the values of several. */
export function drawField(field) {
  const { control, read } = drawControl(field);
  const grouped = GROUPED.has(field.type);
  const label = make(grouped ? 'legend' : 'span', { dir: 'auto' }, field.label, field.optional ? make('small', {}, ' (optional)') : null);
  const hint = field.hint ? make('small', { dir: 'auto' }, field.hint) : null;
  return { element: make(grouped ? 'fieldset' : 'label', { class: 'field' }, label, control, hint), read };
}

function drawControl(field) {
  if (GROUPED.has(field.type)) return choices(field);
  if (field.options.length > 0) return select(field);
  const kind = field.multiline ? 'textarea' : 'input';
  const control = make(kind, { dir: 'auto', rows: field.multiline ? 4 : null, placeholder: field.placeholder,
    type: kind === 'input' ? INPUT_TYPES[field.type] ?? 'text' : null, required: !field.optional });
  control.value = field.initial ?? '';
  return { control, read: () => control.value };
}

function select(field) {
  const several = SEVERAL.has(field.type);
  const options = field.options.map(({ label, value }) => make('option', { value, selected: value === field.initial }, label));
  const control = make('select', { multiple: several, required: !field.optional },
    several ? options : [make('option', { value: '' }, field.placeholder ?? 'Choose…'), ...options]);
  return { control, read: () => (several ? [...control.selectedOptions].map(({ value }) => value) : control.value) };
}

function choices(field) {
  const several = SEVERAL.has(field.type);
  const boxes = field.options.map(({ value }) => make('input', { type: several ? 'checkbox' : 'radio', value,
    name: `${field.block_id} ${field.action_id}`, checked: value === field.initial, required: !several && !field.optional }));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const control = make('div', { class: 'choices' }, field.options.map(({ label }, place) => make('label', {},
    boxes[place], make('span', { dir: 'auto' }, label))));
  return { control, read: () => (several ? chosen() : chosen()[0] ?? '') };
}
