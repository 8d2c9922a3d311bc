export type { Manager } from './managers.ts'
export type { Template } from './names.ts'
export { createProject, type Project, ProjectError } from './project.ts'
