import * as typebox from 'typebox';

/** The builders of schemas that the API uses. TypeBox's own collection of all would be bundled whole. */
export const Type = {
  Array: typebox.Array,
  Boolean: typebox.Boolean,
  Enum: typebox.Enum,
  Integer: typebox.Integer,
  Literal: typebox.Literal,
  Null: typebox.Null,
  Number: typebox.Number,
  Object: typebox.Object,
  Optional: typebox.Optional,
  Record: typebox.Record,
  String: typebox.String,
  Union: typebox.Union,
  Unsafe: typebox.Unsafe,
} as const;
