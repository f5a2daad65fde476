export { AddressGuard, AddressRefused, type Place } from './address-guard.js';
export { AddressList, isAddressRange, plainAddress } from './address-list.js';
export { clientAddress } from './client-address.js';
export { networkOf } from './network-of.js';
