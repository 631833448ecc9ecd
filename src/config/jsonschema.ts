// The config's schema as JSON Schema (draft 2020-12), for editors that check and complete while somebody writes. It says
// less than `config check`, which also looks at the machine and at keys that belong together.

import { z } from 'zod'
import { schema } from './schema.ts'

export const jsonSchema = (): object => {
  const { required = [], ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // A table that may be left out is read as an empty one, for its defaults.
  const shape: { readonly [table: string]: z.ZodType } = schema.shape
  const needed = required.filter((name) => shape[name]?.safeParse({}).success !== true)
  return { title: 'rollcall.toml', ...rest, required: needed }
}
