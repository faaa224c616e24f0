// What is wrong with a message, in words for whoever sent it. Loaded when there is something to say.

import { quoted } from '../ui/language.js';

/** @typedef {import('../protocol.js').Text} Text */

/** @type {Record<string, (about: string) => Text>} */
export const FAULTS = {
  other_version: (about) => ({
    en: `This figure speaks version ${about} of the protocol.`,
    zh: `此图使用的协议版本是 ${about}。`,
  }),
  unknown_message: (about) => ({
    en: `This figure knows no message “${quoted(about)}”.`,
    zh: `此图不认识消息“${quoted(about)}”。`,
  }),
  bad_field: (about) => ({
    en: `The field ${about} of a message can’t be used.`,
    zh: `消息的字段 ${about} 无法使用。`,
  }),
  too_many_messages: () => ({
    en: 'More messages came in a second than are heard; the rest was dropped.',
    zh: '一秒内收到的消息过多，超出的部分已忽略。',
  }),
};
