/** Options of the index of the search, which is built and searched with the same ones. */
export const searchOptions = {
  fields: ['title', 'group', 'text'],
  storeFields: ['page', 'title', 'group', 'excerpt'],
  searchOptions: { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { title: 4, group: 2 } },
};
