export { MoreSettings } from "../more-settings";
