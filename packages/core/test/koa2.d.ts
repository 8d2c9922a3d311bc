// Koa 2 is installed under this name beside Koa 3; for what the tests do their types are the same
declare module 'koa2' {
  export { default } from 'koa'
}
