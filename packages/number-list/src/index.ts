export type { FileSource, ListFinding, Surroundings } from './list-file.ts'
export { type InlineSource, type NumberList, openNumberList } from './number-list.ts'
export { type ListFile, listedNumber, listedPrefix, listFile, listFileOptions } from './options.ts'
export { ListProblem } from './problem.ts'
