/** hls.js ships no types for its light build, whose interface is the same. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}
